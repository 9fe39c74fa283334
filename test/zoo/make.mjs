// Makes the sound files of this folder, which are committed: tests need neither FFmpeg nor SoX. Run it where both are installed, as
//   node test/zoo/make.mjs
// zoo.test.ts says what is to be read from each.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = new URL('./files/', import.meta.url).pathname
const work = mkdtempSync(join(tmpdir(), 'zoo-'))
const file = (name) => join(folder, name)
const read = (name) => readFileSync(file(name))
const keep = (name, bytes) => writeFileSync(file(name), bytes)

/** The signal, as in zoo.test.ts: a chirp on the left, and what is half as loud and upside down on the right. */
const chirp = (n, length) => 0.5 * Math.sin(2 * Math.PI * (0.004 * n + (0.05 * n * n) / (2 * length)))

/** A WAV file of 32-bit floats. */
function source(name, { frames, rate, channels }) {
  const data = Buffer.alloc(4 * frames * channels)
  for (let n = 0; n < frames; n++) {
    for (let c = 0; c < channels; c++) {
      data.writeFloatLE(chirp(n, frames) * (c === 0 ? 1 : -0.5), 4 * (n * channels + c))
    }
  }
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(3, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(4 * channels * rate, 28)
  head.writeUInt16LE(4 * channels, 32)
  head.writeUInt16LE(32, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  const path = join(work, name)
  writeFileSync(path, Buffer.concat([head, data]))
  return path
}

const plain = source('plain.wav', { frames: 250, rate: 8000, channels: 2 })
const mono = source('mono.wav', { frames: 251, rate: 8000, channels: 1 })
const coded = source('coded.wav', { frames: 6000, rate: 44_100, channels: 2 })
const coded48 = source('coded48.wav', { frames: 6000, rate: 48_000, channels: 2 })
const long = source('long.wav', { frames: 13_230, rate: 44_100, channels: 1 })

const exact = ['-fflags', '+bitexact', '-flags', '+bitexact', '-map_metadata', '-1']
const ffmpeg = (input, name, ...options) =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', input, ...exact, ...options, file(name)])
const ffmpegPipe = (input, name, ...options) =>
  keep(name, execFileSync('ffmpeg', ['-v', 'error', '-i', input, ...exact, ...options, 'pipe:1']))
const sox = (input, name, ...options) =>
  execFileSync('sox', ['-D', input, ...options, file(name)], { stdio: 'pipe' })
const soxPipe = (input, name, ...options) =>
  keep(name, execFileSync('sox', ['-D', input, ...options, '-'], { stdio: ['ignore', 'pipe', 'ignore'] }))

// WAV in all its layouts.
for (const format of ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le', 'alaw', 'mulaw']) {
  ffmpeg(plain, `wav-${format}.wav`, '-c:a', `pcm_${format}`)
}
ffmpeg(plain, 'rf64.wav', '-c:a', 'pcm_s16le', '-rf64', 'always')
sox(plain, 'rifx-s16.wav', '-B', '-b', '16')
sox(plain, 'rifx-f32.wav', '-B', '-b', '32', '-e', 'float')
sox(plain, 'extensible-s24.wav', '-b', '24')
sox(mono, 'odd-u8.wav', '-b', '8')
ffmpegPipe(plain, 'piped-by-ffmpeg.wav', '-c:a', 'pcm_s16le', '-f', 'wav')
soxPipe(plain, 'piped-by-sox.wav', '-b', '16', '-t', 'wav')
// Sizes that lie: what was never completed, and what npm's wav writes.
for (const [name, size] of [
  ['size-0.wav', 0],
  ['size-of-npm-wav.wav', 4_294_967_195],
  ['size-too-large.wav', 100_000],
]) {
  const bytes = Buffer.from(readFileSync(plain))
  bytes.writeUInt32LE(size, 40)
  keep(name, bytes)
}
keep('cut-short.wav', read('wav-s16le.wav').subarray(0, 444))
keep('cut-within-a-frame.wav', read('wav-s24le.wav').subarray(0, -2))

// AIFF, AU, CAF, Wave64.
for (const [name, codec] of [
  ['s16be', 'pcm_s16be'],
  ['s24be', 'pcm_s24be'],
  ['s32be', 'pcm_s32be'],
  ['s8', 'pcm_s8'],
  ['sowt', 'pcm_s16le'],
  ['fl32', 'pcm_f32be'],
  ['fl64', 'pcm_f64be'],
  ['alaw', 'pcm_alaw'],
  ['ulaw', 'pcm_mulaw'],
]) {
  ffmpeg(plain, `aiff-${name}.aiff`, '-c:a', codec)
}
soxPipe(plain, 'piped-by-sox.aiff', '-b', '16', '-t', 'aiff')
for (const format of ['s8', 's16be', 's24be', 's32be', 'f32be', 'f64be', 'alaw', 'mulaw']) {
  ffmpeg(plain, `au-${format}.au`, '-c:a', `pcm_${format}`)
}
ffmpegPipe(plain, 'piped-by-ffmpeg.au', '-c:a', 'pcm_s16be', '-f', 'au')
sox(plain, 'dec-s16.au', '-t', 'au', '-L', '-b', '16')
for (const format of ['s16be', 's16le', 's24le', 'f32le', 'f64be', 'alaw', 'mulaw']) {
  ffmpeg(plain, `caf-${format}.caf`, '-c:a', `pcm_${format}`)
}
ffmpeg(plain, 'w64-s16le.w64', '-c:a', 'pcm_s16le')
ffmpeg(plain, 'w64-f32le.w64', '-c:a', 'pcm_f32le')
sox(plain, 'sox-s24.w64', '-b', '24')

// Coded sound.
ffmpeg(coded, 'flac-16.flac', '-sample_fmt', 's16')
ffmpeg(plain, 'flac-24.flac', '-sample_fmt', 's32')
keep('flac-named.wav', read('flac-24.flac'))
ffmpeg(plain, 'flac-in-ogg.oga', '-c:a', 'flac', '-sample_fmt', 's16')
ffmpeg(long, 'flac-long.flac', '-sample_fmt', 's16')
keep('flac-cut-short.flac', read('flac-long.flac').subarray(0, -3000))
rmSync(file('flac-long.flac'))
ffmpeg(coded, 'mp3-cbr.mp3', '-b:a', '64k', '-id3v2_version', '0')
ffmpeg(coded, 'mp3-vbr.mp3', '-q:a', '6', '-id3v2_version', '0')
ffmpeg(coded, 'mp3-id3.mp3', '-b:a', '64k', '-id3v2_version', '3', '-metadata', 'title=zoo')
ffmpeg(coded, 'mp3-without-tag.mp3', '-b:a', '64k', '-write_xing', '0', '-id3v2_version', '0')
ffmpeg(coded, 'mp3-22050.mp3', '-ar', '22050', '-b:a', '32k', '-id3v2_version', '0')
ffmpeg(coded, 'mpeg-layer-2.mp2', '-b:a', '96k')
ffmpeg(coded, 'vorbis.ogg', '-c:a', 'libvorbis', '-q:a', '6')
ffmpeg(coded, 'vorbis.webm', '-c:a', 'libvorbis', '-q:a', '6')
ffmpeg(long, 'vorbis-mono.ogg', '-c:a', 'libvorbis', '-q:a', '0')
ffmpeg(coded48, 'opus.opus', '-c:a', 'libopus', '-b:a', '64k')
ffmpeg(coded, 'aac-index-last.m4a', '-c:a', 'aac', '-b:a', '160k')
ffmpeg(coded, 'aac-index-first.m4a', '-c:a', 'aac', '-b:a', '160k', '-movflags', '+faststart')
ffmpeg(coded, 'aac-adts.aac', '-c:a', 'aac', '-b:a', '160k')

// What is refused.
ffmpeg(plain, 'wavpack.wv')
ffmpeg(plain, 'true-audio.tta')
ffmpeg(plain, 'adpcm-ima.wav', '-c:a', 'adpcm_ima_wav')
ffmpeg(plain, 'adpcm-ms.wav', '-c:a', 'adpcm_ms')
ffmpeg(coded, 'windows-media.wma', '-c:a', 'wmav2', '-b:a', '32k')
ffmpeg(plain, 'adpcm.caf', '-c:a', 'adpcm_ima_qt')
sox(mono, 'creative.voc', '-b', '8')
sox(mono, 'amiga.8svx', '-b', '8')
sox(mono, 'sphere.sph', '-b', '16')
keep('monkeys-audio.ape', Buffer.concat([Buffer.from('MAC \x96\x0f', 'latin1'), Buffer.alloc(200, 7)]))
keep('musepack.mpc', Buffer.concat([Buffer.from('MPCKSH'), Buffer.alloc(200, 7)]))

rmSync(work, { recursive: true })
