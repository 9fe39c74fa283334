import { basename, extname } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { BOUNDARIES, type Boundary } from '../../image/plane/boundary.js'
import { IMAGE_FORMATS, type ImageFormat } from '../../node/encode-image.js'
import { reasonOf } from '../../node/file-error.js'
import { readImageWith } from '../../node/read-image.js'
import { blamingData, blamingOptions } from '../terminal/blame.js'
import { suggesting } from '../completion/suggestions.js'
import { eachFile, onlyInput } from '../each-file.js'
import { DataError, UsageError } from '../terminal/errors.js'
import {
  convolving,
  filterNames,
  type FilterSettings,
  type ImageFilter,
  namedFilter,
  requireTaken,
} from '../image/image-filter.js'
import { decodePicture, encodePicture, type Picture } from '../image/picture.js'
import { readPlane } from '../image/read-plane.js'
import { count, finite, positive } from '../inputs/quantities.js'
import type { Io } from '../terminal/io.js'
import { needed } from '../terminal/needed.js'
import { isStdout, openSink } from '../outputs/byte-sink.js'
import { requireOther } from '../outputs/require-other.js'

interface ImageFlags extends FilterSettings {
  readonly kernel: string
  readonly output?: string
  readonly outputDir?: string
  readonly boundary: Boundary
}

const extensions = Object.keys(IMAGE_FORMATS) as (keyof typeof IMAGE_FORMATS)[]

/** `tapline image IN --kernel NAME -o OUT` */
export function configure(command: Command, io: Io): void {
  command
    .argument('[in...]', 'the image (default: stdin); several with --output-dir')
    .addOption(
      suggesting(
        new Option('--kernel <name>', `${filterNames.join(', ')}; or a .csv file of taps`),
        filterNames,
      ).makeOptionMandatory(),
    )
    .option('-o, --output <file>', `the result: .${extensions.join(', .')}; - is PNG on stdout`)
    .option('--output-dir <dir>', 'folder for the results of several images')
    .addOption(
      new Option('--sigma <pixels>', 'standard deviation of gaussian and unsharp (default: 1)').argParser(
        upTo(GREATEST_SIGMA, positive),
      ),
    )
    .addOption(
      new Option('--size <pixels>', 'side length of box (default: 3)').argParser(upTo(GREATEST_SIZE, count)),
    )
    .addOption(
      new Option('--amount <factor>', 'strength of sharpen and unsharp (default: 1)').argParser(finite),
    )
    .addOption(
      new Option('--boundary <what>', 'values beyond the edges').choices([...BOUNDARIES]).default('reflect'),
    )
    .addHelpText('after', HELP)
    .action((files: string[], flags: ImageFlags) => images(files, flags, io))
}

const HELP = `
Convolves red, green and blue separately; alpha is unchanged. Images of 16 bits keep them in .png
and .tif; all others are computed in 8 bits. EXIF and the color profile are kept if the format can
hold them, and the orientation is applied. Results are rounded and clamped to 0..255 (or 0..65535),
so negative values of sobel-x, -y, scharr-x, -y and laplacian are black. sobel is the gradient
magnitude √(x² + y²) of the brightness. A file of taps has rows of numbers, separated by commas.
Requires the package sharp.

Examples:
  tapline image photo.jpg --kernel sobel -o edges.png
  tapline image photo.jpg --kernel unsharp --sigma 2 --amount 0.8 -o sharp.webp
  tapline image photo.jpg --kernel motion.csv --boundary replicate -o moved.png
  cat photo.jpg | tapline image --kernel gaussian --sigma 3 -o - > soft.png`

async function images(files: readonly string[], flags: ImageFlags, io: Io): Promise<void> {
  const { output, outputDir, kernel } = flags
  if (outputDir === undefined) {
    if (output === undefined) throw new UsageError('no output: pass -o, or --output-dir for several images')
    const path = onlyInput(files) ?? '-'
    await requireOther(output, [path, kernel])
    return image({ path, output }, flags, await filterFor(flags, io), io)
  }
  const filter = await filterFor(flags, io)
  const one = (path: string, written: string) => image({ path, output: written }, flags, filter, io)
  return eachFile(files, { outputDir, output, others: [kernel], nameOf, done: 'convolved' }, one, io)
}

/** The name of the input, with the extension .png unless files of its kind can be written. */
function nameOf(input: string): string {
  const extension = extname(input)
  const isKept = extensions.some((name) => `.${name}` === extension.toLowerCase())
  return isKept ? basename(input) : `${basename(input, extension)}.png`
}

interface Paths {
  readonly path: string
  readonly output: string
}

async function image(
  { path, output }: Paths,
  { boundary }: ImageFlags,
  filter: ImageFilter,
  io: Io,
): Promise<void> {
  const format = formatOf(output, io)
  await needed(() => import('sharp'), 'sharp')
  const decode = (bytes: Uint8Array): Promise<Picture> => decodePicture(bytes, format)
  const picture = path === '-' ? await fromStdin(decode, io) : await readImageWith(path, decode)
  const result = blamingData(path === '-' ? 'stdin' : path, () => filter(picture.image, boundary))
  await write({ ...picture, image: result }, format, output, io)
}

function formatOf(output: string, { stdout }: Io): ImageFormat {
  if (isStdout(output)) {
    if (stdout.isTTY !== true) return 'png'
    throw new UsageError(
      'an image cannot be written to a terminal: pass a file with -o, or pipe it into a program',
    )
  }
  const extension = extname(output).slice(1).toLowerCase()
  const known = extensions.find((name) => name === extension)
  if (known !== undefined) return IMAGE_FORMATS[known]
  throw new UsageError(`${output} must end in .${extensions.join(', .')}: pass another name`)
}

async function filterFor({ kernel, ...settings }: ImageFlags, io: Io): Promise<ImageFilter> {
  if (!/\.(?:csv|tsv)$/i.test(kernel)) return blamingOptions(() => namedFilter(kernel, settings))
  requireTaken(kernel, [], settings)
  return convolving(await readPlane(kernel, io))
}

async function fromStdin(decode: (bytes: Uint8Array) => Promise<Picture>, { stdin }: Io): Promise<Picture> {
  if (stdin.isTTY === true) throw new UsageError('no input: name a file, or pipe one into tapline')
  const pieces: Uint8Array[] = []
  for await (const piece of stdin) pieces.push(piece)
  try {
    return await decode(Buffer.concat(pieces))
  } catch (cause) {
    throw new DataError(`stdin: ${reasonOf(cause)}: pipe an image file into it`, { cause })
  }
}

async function write(picture: Picture, format: ImageFormat, path: string, io: Io): Promise<void> {
  const bytes = await encoded(picture, format, path)
  const sink = await openSink(path, io)
  try {
    await sink.write(bytes)
    await sink.close()
  } catch (error) {
    await sink.abort()
    throw error
  }
}

/** Some formats limit the size. */
async function encoded(picture: Picture, format: ImageFormat, path: string): Promise<Uint8Array> {
  try {
    return await encodePicture(picture, format)
  } catch (cause) {
    throw new DataError(`cannot write ${path}: ${reasonOf(cause)}: pass a file of another format`, { cause })
  }
}

// This gives kernels of some 4000 pixels a side, which are held in memory.
const GREATEST_SIGMA = 500
const GREATEST_SIZE = 4000

/** For `argParser`: limits the numbers of another parser. */
function upTo(greatest: number, parse: (text: string) => number): (text: string) => number {
  return (text) => {
    const value = parse(text)
    if (value <= greatest) return value
    throw new InvalidArgumentError(`Give at most ${greatest}.`)
  }
}
