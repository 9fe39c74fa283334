import { DataError } from '../terminal/errors.js'

/** Errors of the client, by the names of their classes, as the client is loaded only where it is needed. */
const REASONS: readonly (readonly [RegExp, (error: Error, url: string) => string])[] = [
  [
    /^(?:PermissionViolation|Authorization|UserAuthenticationExpired)Error$/,
    ({ message }, url) =>
      `the user is not allowed to do this on ${url} (${message}): grant it publish and subscribe to tapline.>, $JS.API.>, $KV.tapline-* and _INBOX.>`,
  ],
  [
    /^(?:NoResponders|JetStreamNotEnabled|RequestError)/,
    (_error, url) => `JetStream does not answer on ${url}: wait until the server is up, and try again`,
  ],
  [
    /^(?:Timeout|Connection|ClosedConnection|DrainingConnection)Error$/,
    (_error, url) => `the server ${url} no longer answers: check whether it runs, and try again`,
  ],
  [/^JetStream/, ({ message }, url) => `the server ${url} refused the request: ${message}`],
]

/** The error to show a user when the library or the server has refused something. Other errors are returned as they are. */
export function serverError(error: unknown, url: string): unknown {
  // These messages of the library are meant for the user.
  if (error instanceof RangeError) return new DataError(error.message, { cause: error })
  const chain: Error[] = []
  for (let one: unknown = error; one instanceof Error && chain.length < 10; one = one.cause) chain.push(one)
  for (const [names, say] of REASONS) {
    const found = chain.find(({ name, constructor }) => names.test(name) || names.test(constructor.name))
    if (found !== undefined) return new DataError(say(found, url), { cause: error })
  }
  return error
}
