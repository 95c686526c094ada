// The pages of what runs now: signs in their colours, pieces that renew themselves, what this phone
// follows, the position, and the map. Every page reads and works without any of it.

import { startFollowing } from "./move-follow.js";
import { startFresh } from "./move-fresh.js";
import { askHere } from "./move-here.js";
import { paintSigns } from "./move-signs.js";

paintSigns();
const following = startFollowing();
const frame = document.getElementById("move-map");
/** @type {Awaited<ReturnType<typeof import("./move-map.js").drawMoving>>} */
let map = null;

startFresh(() => {
  following.refresh();
  map?.renew();
});
askHere();
if (frame) {
  import("./move-map.js")
    .then(({ drawMoving }) => drawMoving(frame))
    .then((made) => {
      map = made;
    })
    .catch(() => {});
}
