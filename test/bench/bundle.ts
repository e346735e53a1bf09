import { type BuildOptions, build, type Metafile } from 'esbuild'
import { minify } from 'terser'

/** What esbuild makes each entry of. Paths start in the package's folder, where npm runs its scripts. */
export const entries = {
  core: forPage('plugin/index.ts', 'esm'),
  cdn: forPage('plugin/cdn.ts', 'iife'),
  idiomorph: forPage('node_modules/idiomorph/dist/idiomorph.esm.js', 'esm'),
  server: forNode('server/index.ts'),
}

/** For the browser: everything in it. */
export function forPage(entry: string, format: 'esm' | 'iife') {
  return { entryPoints: [entry], bundle: true, format, target: 'es2022' } satisfies BuildOptions
}

/** For Node: dependencies are left out. */
export function forNode(entry: string) {
  const platform = { platform: 'node', packages: 'external', target: 'node20' } as const
  return { ...forPage(entry, 'esm'), ...platform } satisfies BuildOptions
}

export async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, write: false })
  return outputFiles?.[0]?.text ?? ''
}

/** The smallest text that a build makes of it. */
export async function minified(options: BuildOptions): Promise<string> {
  const { code } = await minify(await bundle(options), smallest)
  return code ?? ''
}

const smallest = { module: true, ecma: 2022, compress: { passes: 5, hoist_funs: true } } as const

/** Minified bytes that each file, or package, has in a bundle. */
export async function bytesByFile(options: BuildOptions): Promise<Map<string, number>> {
  const { metafile } = await build({ ...options, minify: true, metafile: true, write: false })
  const bytes = new Map<string, number>()
  for (const { inputs } of Object.values((metafile as Metafile).outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const file = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
      bytes.set(file, (bytes.get(file) ?? 0) + bytesInOutput)
    }
  }
  return bytes
}
