// Which root a stream context belongs to. An open-addressing table; a stream that finds no room there is its root's where
// there is only one, and nobody's where there are several.

import { onlyRoot, rootAt } from "./root";

/** Streams at once; a worker rarely has more than some hundred. Half of the places stay free, so that searches are short. */
const MAX_STREAMS: u32 = 4096;
const PLACES: u32 = MAX_STREAMS * 2;

// A place is a stream context id (u32; 0 = free); beside it (u8), the index of its root, and the bit DROPPED.
const CONTEXTS: usize = memory.data(<i32>PLACES * 4, 4);
const INDEXES: usize = memory.data(<i32>PLACES);

let streams: u32 = 0;

/** The stream context that was created last, until it is first called for: 0 = it has been. */
let created: u32 = 0;

/** In the place of a root's index: a configuration that is not watched, or has ended. */
export const NO_ROOT: u8 = 0x3f;
/** Its exchange has been counted as one that found no room. */
const DROPPED: u8 = 0x40;

/** A stream context begins; its first callback follows at once. */
export function streamCreated(context: u32, rootIndex: u8): void {
  created = context;
  let place = placeOf(context);
  // An id that is known is one whose end was never told.
  if (place === PLACES) {
    if (streams === MAX_STREAMS) return;
    streams += 1;
    place = homeOf(context);
    while (load<u32>(CONTEXTS + ((<usize>place) << 2)) !== 0) place = (place + 1) & (PLACES - 1);
  }
  store<u32>(CONTEXTS + ((<usize>place) << 2), context);
  store<u8>(INDEXES + <usize>place, rootIndex);
}

/** Says that a stream's request headers are seen. */
export function streamSeen(): void {
  created = 0;
}

/** Whether a stream's log is its first callback: an earlier filter refused the request, and its headers never came. */
export function isUnseen(context: u32): bool {
  return created === context;
}

/** Address of the root of a stream context; 0 = none is alive. */
export function rootOfStream(context: u32): usize {
  const place = placeOf(context);
  if (place === PLACES) return onlyRoot();
  const index = load<u8>(INDEXES + <usize>place) & ~DROPPED;
  if (index === NO_ROOT) return 0;
  const root = rootAt(index);
  return root.context === 0 ? 0 : changetype<usize>(root);
}

/** Says that a stream's exchange has been counted as one that found no room. */
export function streamDropped(context: u32): void {
  const place = placeOf(context);
  if (place === PLACES) return;
  const at = INDEXES + <usize>place;
  store<u8>(at, load<u8>(at) | DROPPED);
}

/** Whether `streamDropped` was said of it. */
export function isDropped(context: u32): bool {
  const place = placeOf(context);
  return place !== PLACES && (load<u8>(INDEXES + <usize>place) & DROPPED) !== 0;
}

/** A root ends: what is left of its streams is nobody's, and not the next root's that takes its place. */
export function orphanStreams(rootIndex: u8): void {
  for (let place: u32 = 0; place < PLACES; place++) {
    const at = INDEXES + <usize>place;
    if ((load<u8>(at) & ~DROPPED) === rootIndex) store<u8>(at, NO_ROOT);
  }
}

/** Forgets a stream context. */
export function streamEnded(context: u32): void {
  let hole = placeOf(context);
  if (hole === PLACES) return;
  streams -= 1;
  store<u32>(CONTEXTS + ((<usize>hole) << 2), 0);
  // Moves later entries of the same run back, so that searches never meet a gap before their entry.
  let place = hole;
  for (let i: u32 = 0; i < PLACES; i++) {
    place = (place + 1) & (PLACES - 1);
    const entry = load<u32>(CONTEXTS + ((<usize>place) << 2));
    if (entry === 0) return;
    if (((place - homeOf(entry)) & (PLACES - 1)) < ((place - hole) & (PLACES - 1))) continue;
    store<u32>(CONTEXTS + ((<usize>hole) << 2), entry);
    store<u8>(INDEXES + <usize>hole, load<u8>(INDEXES + <usize>place));
    store<u32>(CONTEXTS + ((<usize>place) << 2), 0);
    hole = place;
  }
}

/** Place of a context; PLACES = it has none. */
function placeOf(context: u32): u32 {
  let place = homeOf(context);
  for (let i: u32 = 0; i < PLACES; i++) {
    const entry = load<u32>(CONTEXTS + ((<usize>place) << 2));
    if (entry === context) return place;
    if (entry === 0) return PLACES;
    place = (place + 1) & (PLACES - 1);
  }
  return PLACES;
}

// Context ids count up, so their low bits spread well enough.
function homeOf(context: u32): u32 {
  return (context * 0x9e3779b1) & (PLACES - 1);
}
