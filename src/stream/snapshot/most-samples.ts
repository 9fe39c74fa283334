/** No stream is this long: beyond 2⁵³, numbers cannot count. */
export const MOST_SAMPLES = 2 ** 52
