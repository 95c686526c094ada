// What the server sends, as far as our modules read it. Here and not in the modules, because more
// than one reads it, and because this file is not served.

declare namespace Wire {
  type LatLon = { lat: number; lon: number };

  // minga/reports: /api/v1/places and /api/v1/where
  type PlaceMatch = LatLon & { name: string; kind: string; area: string | null };
  type Where = {
    area: { code: string; name: string } | null;
    near: string | null;
    inside: boolean;
    answers: Record<string, string>;
  };

  // minga/transit/alarm/pages/ride.py: a ride that the server follows, and the buses of a line
  type RideNotice = { id: number; kind: string; at: string; left_m: number | null; side: string };
  type Ride = {
    phase: string;
    left_m: number | null;
    heard_s: number | null;
    bus: string;
    simulated: boolean;
    poll_s: number;
    notices: RideNotice[];
  };
  type Bus = { id: string; label: string; near: string; metres: number; heard_s: number; simulated: boolean };

  // minga/transit: lines, stops and vehicles as GeoJSON
  // A way has `line` and `colour`, a stop has `stop`; the module adds `paint` to both.
  type LineProperties = { name: string; line?: string; colour?: string; stop?: string; paint?: string };
  type VehicleProperties = { line: string; name: string; simulated: boolean; sign?: string };
  type Feature<P> = {
    type: "Feature";
    properties: P;
    geometry:
      | { type: "LineString"; coordinates: [number, number][] }
      | { type: "Point"; coordinates: [number, number] };
  };
  type Features<P> = { type: "FeatureCollection"; features: Feature<P>[] };

  // minga/participation/workshops/present.py: a workshop and what is in it
  type Column = { code: string; name: string };
  type Field = { code: string; name: string; kind: string };
  type Board = {
    id: number;
    kind: string;
    title: string;
    question: string;
    state: "draft" | "open" | "closed";
    dots: number;
    position: number;
    source: number | null;
    shared: boolean;
    columns: Column[];
    fields: Field[];
  };
  type Note = {
    note: string;
    board: number;
    column: string;
    text: string;
    fields: Record<string, string | number | null>;
    version: number;
    votes: number;
    state: "standing" | "merged" | "split" | "withdrawn";
    became: { note: string; relation: string }[];
    came_from: { note: string; relation: string }[];
  };
  type Stance = "agree" | "stand_aside" | "object";
  type OpenRound = {
    round: number;
    board: number;
    note: string;
    number: number;
    state: "open";
    answered: number;
  };
  type ClosedRound = Omit<OpenRound, "state"> & {
    state: "closed";
    outcome: "consensus" | "objections" | "nobody";
    agree: number;
    stand_aside: number;
    object: number;
    objections: string[];
  };
  type Round = OpenRound | ClosedRound;
  type Timer = { timer: number; label: string; started_at: string; ends_at: string; stopped_at: string | null };
  type Announced = {
    grouping: number;
    number: number;
    label: string;
    state: "committed";
    groups: number;
    rounds: number;
    held: number;
    commitment: string;
  };
  type Drawn = Omit<Announced, "state"> & {
    state: "drawn";
    seed: string;
    // of one round how it was drawn, of several how many meet somebody new
    account: { is_uniform: boolean; slots?: undefined; met?: undefined } | { slots: number; met: number; chance: number; is_uniform?: undefined };
    seats: number[][][]; // of each round the tables, of each table who sits there
  };
  type Refused = Omit<Announced, "state"> & { state: "refused"; why: string; remedies: string[] };
  type Grouping = Announced | Drawn | Refused;
  type Photo = { photo: string; text: string; width: number; height: number };
  type Seat = {
    seat: number;
    name: string;
    helix: string;
    organisation: string;
    arrived_by: "phone" | "paper" | "facilitator";
    here: boolean;
    counts: boolean;
  };
  type Burst = { same: "device" | "address"; seats: number[]; within_s: number };
  type Mine = {
    seat?: number;
    notes: string[];
    dots_left: Record<string, number>;
    dots_placed: Record<string, number>;
    stances: { round: number; stance: Stance; reason: string }[];
  };

  // minga/programme: a guide for interviews
  type Question = { text: string; kind: "line" | "text" | "scale" | "yes_no" };
  type Guide = { guide: string; version: number; title: string; questions: Question[] };
}
