// "Find my report": what this device has sent is found without a receipt.

import { showMine } from "./mine.js";

showMine(document.getElementById("mine"));
