/** The package sharp, loaded on first use. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default
  } catch (cause) {
    throw new Error(
      'images are read and written with the package sharp, which cannot be loaded: npm install sharp',
      {
        cause,
      },
    )
  }
}
