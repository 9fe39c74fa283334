import type { OwnUint8Array } from '../samples.js'
import { host } from './host.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Decodes standard base64 with padding. */
export function decodeBase64(text: string): OwnUint8Array {
  return host.Buffer?.from(text, 'base64') ?? decodeByHand(text)
}

/** For AudioWorklets, which have neither `Buffer` nor `atob`. Some milliseconds slower. */
export function decodeByHand(text: string): OwnUint8Array {
  const values = new Uint8Array(128)
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let from = 0, to = 0; from < text.length; from += 4, to += 3) {
    let bits = 0
    for (let i = 0; i < 4; i++) bits = (bits << 6) | values[text.charCodeAt(from + i)]
    // Typed arrays ignore writes past their end, where the padding is.
    bytes[to] = bits >> 16
    bytes[to + 1] = bits >> 8
    bytes[to + 2] = bits
  }
  return bytes
}
