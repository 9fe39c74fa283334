/** How windows of an image are compared with a template; formulas are at `matchTemplate2d`. */
export type Measure2d = 'zncc' | 'ncc' | 'covariance' | 'correlation' | 'ssd' | 'nssd'

export const MEASURES_2D: readonly Measure2d[] = ['zncc', 'ncc', 'covariance', 'correlation', 'ssd', 'nssd']

/** Whether the least value is the best one. */
export function isDistance(measure: Measure2d): boolean {
  return measure === 'ssd' || measure === 'nssd'
}
