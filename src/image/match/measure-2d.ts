/** How windows of an image are compared with a template. See `matchTemplate2d` for the formulas. */
export type Measure2d = 'zncc' | 'ncc' | 'covariance' | 'correlation' | 'ssd' | 'nssd'

export const MEASURES_2D: readonly Measure2d[] = ['zncc', 'ncc', 'covariance', 'correlation', 'ssd', 'nssd']

/** Whether the least score is the best. */
export function isDistance(measure: Measure2d): boolean {
  return measure === 'ssd' || measure === 'nssd'
}
