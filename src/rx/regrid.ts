import type { OperatorFunction } from 'rxjs'
import { Regrid, REGRID_OPTIONS, type RegridOptions } from '../pattern/timed/regrid.js'
import type { TimedSample } from '../pattern/timed/timestamps.js'
import { readOptions } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'
import { through } from './through.js'

/**
 * Puts readings with uneven times on an even grid: `Regrid` as an operator. It emits the values of the grid in chunks, the form
 * that other operators take. With `start` you know the time of each sample: start + index·step.
 *
 * @param options Step, start, method, greatest gap, and greatest disorder.
 * @throws TypeError, RangeError as `Regrid`, at once.
 * @example
 * const readings = [{ value: 1, time: 10 }, { value: 3, time: 10.5 }, { value: 6, time: 12 }]
 * from(readings).pipe(regrid({ step: 1 })) // Float64Array [1], [4, 6]
 */
export function regrid(
  options: RegridOptions,
): OperatorFunction<TimedSample<number> | readonly TimedSample<number>[], OwnFloat64Array> {
  const own = readOptions(options, REGRID_OPTIONS)
  new Regrid(own).dispose()
  return through(() => new Regrid(own))
}
