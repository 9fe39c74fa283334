/** Samples a second of the heart that comes with the page. */
export const HEART_RATE_HZ = 250

/** A sample of a heart that beats 75 times a minute, in noise; every seventh beat is another one. */
export function heartbeat(n: number): number {
  const [beat, phase] = [Math.floor(n / 200), n % 200]
  const bump = (center: number, width: number): number => Math.exp(-(((phase - center) / width) ** 2))
  const noise = (((n * 7919) % 1009) / 1009 + ((n * 104_729) % 997) / 997 - 1) * 0.12
  const shape =
    beat % 7 === 5
      ? 1.1 * bump(80, 14) - 0.5 * bump(115, 18)
      : 0.15 * bump(55, 8) - 0.15 * bump(76, 3) + 1.2 * bump(82, 4) - 0.3 * bump(89, 4) + 0.3 * bump(130, 13)
  return shape + noise
}
