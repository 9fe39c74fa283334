import library from '@alexanderolsen/libsamplerate-js'

const { ConverterType, create } = library

/** libsamplerate as WebAssembly, at its best quality, for one channel. Takes up to 4 MB at once. */
export async function libsamplerate(
  fromRate: number,
  toRate: number,
): Promise<(chunk: Float32Array) => Float32Array> {
  const converter = await create(1, fromRate, toRate, { converterType: ConverterType.SRC_SINC_BEST_QUALITY })
  return (chunk) => converter.full(chunk)
}
