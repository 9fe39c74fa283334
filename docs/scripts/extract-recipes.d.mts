export function extractRecipes(name: string): { readonly folder: string; readonly files: readonly string[] }
