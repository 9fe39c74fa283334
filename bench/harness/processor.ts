import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/**
 * The processor with its microarchitecture, since one name may stand for several: "AMD EPYC, Zen 3 (family 25 model 1)",
 * "Intel Xeon, family 6 model 143", "Apple M3 Pro".
 */
export function processorName(): string {
  const model = cpus().at(0)?.model ?? 'unknown'
  const { name, family, number } = identity()
  return [tidy(name ?? model), design(name ?? model, family, number)].filter(Boolean).join(', ')
}

/** What Linux tells of the first processor; hypervisors often hide all but the family. */
function identity(): { name?: string | undefined; family?: number | undefined; number?: number | undefined } {
  let text: string
  try {
    text = readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return {}
  }
  const field = (key: string): string | undefined => new RegExp(`^${key}\\s*: (.*)$`, 'm').exec(text)?.[1]
  const numeric = (key: string): number | undefined => {
    const value = field(key)
    return value === undefined ? undefined : Number(value)
  }
  return { name: field('model name'), family: numeric('cpu family'), number: numeric('model') }
}

function design(name: string, family?: number, model?: number): string {
  if (family === undefined || model === undefined) return ''
  const numbers = `family ${family} model ${model}`
  const zen = name.startsWith('AMD') ? zenOf(family, model) : undefined
  return zen === undefined ? numbers : `${zen} (${numbers})`
}

/** AMD's microarchitecture, by the families and models that the Linux kernel lists (arch/x86/kernel/cpu/amd.c). */
function zenOf(family: number, model: number): string | undefined {
  if (family === 23) return model < 0x30 ? 'Zen' : 'Zen 2'
  if (family === 26) return 'Zen 5'
  if (family !== 25) return undefined
  const isZen4 = (model >= 0x10 && model <= 0x1f) || (model >= 0x60 && model <= 0xaf)
  return isZen4 ? 'Zen 4' : 'Zen 3'
}

/** Without marks and counts: AMD EPYC 9R14 96-Core Processor -> AMD EPYC 9R14 */
function tidy(name: string): string {
  return name
    .replace(/\((?:R|TM)\)/gi, '')
    .replace(/ (?:\d+-Core )?Processor\b/, '')
    .replace(/ CPU\b.*| @.*/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
