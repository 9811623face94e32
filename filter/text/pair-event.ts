import { TEXT_SIZE } from "./value";

/** What a scanner of names and values has come to. */
export enum PairEvent {
  /** The end of what it was given. */
  More = 0,
  /** A name is complete; its value comes next. */
  Name = 1,
  /** A value is complete. */
  Value = 2,
}

/** Size that is said of every name with more bytes than are kept; no name that is looked for is so long. */
export const LONG_NAME: u32 = TEXT_SIZE + 1;
