// The letters H and i, and an edge that fades: a digit is a grey level, from 0, black, to f, white.
const ROWS = `
  ffffffffffffffff ffffffffffffffee fff0ff0ff0ffffdd fff0ff0ff0ffffcc
  fff0ff0fffffffbb fff0ff0ff0ffffaa fff0000ff0ffff99 fff0ff0ff0ffff88
  fff0ff0ff0ffff77 fff0ff0ff0ffff66 fff0ff0ff0ffff55 fff0ff0ff0ffff44
  ffffffffffffff33 ffffffffffffff22 ffffffffffffff11 ffffffffffffff00`

/** 16 x 16 grey levels, 0 to 255. */
export const letters = Array.from(ROWS.replaceAll(/\s/g, ''), (digit) => 17 * parseInt(digit, 16))
