import { DataError } from '../terminal/errors.js'

/** What the client may throw, by the names of its classes: it is loaded only where it is needed. */
const REASONS: readonly (readonly [RegExp, (error: Error, url: string) => string])[] = [
  [
    /^(?:PermissionViolation|Authorization|UserAuthenticationExpired)Error$/,
    ({ message }, url) =>
      `the user has no right to do this on ${url} (${message}): give it publish and subscribe to tapline.>, $JS.API.>, $KV.tapline-* and _INBOX.>`,
  ],
  [
    /^(?:NoResponders|JetStreamNotEnabled|RequestError)/,
    (_error, url) => `JetStream does not answer on ${url}: wait until the server is up, and do it again`,
  ],
  [
    /^(?:Timeout|Connection|ClosedConnection|DrainingConnection)Error$/,
    (_error, url) => `the server ${url} does not answer any more: see whether it runs, and do it again`,
  ],
  [/^JetStream/, ({ message }, url) => `the server ${url} refuses it: ${message}`],
]

/** What a user is told where the library or the server has refused something; other errors as they are. */
export function serverError(error: unknown, url: string): unknown {
  // What the library says of the job and its server is for the user.
  if (error instanceof RangeError) return new DataError(error.message, { cause: error })
  const chain: Error[] = []
  for (let one: unknown = error; one instanceof Error && chain.length < 10; one = one.cause) chain.push(one)
  for (const [names, say] of REASONS) {
    const found = chain.find(({ name, constructor }) => names.test(name) || names.test(constructor.name))
    if (found !== undefined) return new DataError(say(found, url), { cause: error })
  }
  return error
}
