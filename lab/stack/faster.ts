/**
 * How much faster than by default all is judged, so that a fault is seen within a minute or two: thresholds, the guard’s
 * graces, and the pauses of an archiver that is replayed.
 */
export const FASTER = 15;
