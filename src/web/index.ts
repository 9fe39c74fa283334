export { through } from './through.js'
