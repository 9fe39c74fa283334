// npm start: without arguments a recording is put into a cathedral; with them this is the command line, `npm start -- convolve ...`.
await (process.argv.length > 2 ? import('../dist/cli/main.js') : import('./hall/start.mjs'))
