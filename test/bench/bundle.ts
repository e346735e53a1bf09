import { resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { minify } from 'terser'

/** Leaves out what is loaded when it is first used. */
const staticOnly: Plugin = {
  name: 'static-only',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)),
}

const core = { ...forPage('plugin/index.ts', 'esm'), plugins: [staticOnly] } satisfies BuildOptions

/** Leaves out what the core has. */
function withoutCore(): Plugin {
  return {
    name: 'without-core',
    async setup({ onResolve }) {
      const { metafile } = await build({ ...core, metafile: true, write: false })
      const files = new Set(Object.keys(metafile.inputs).map((path) => resolve(path)))
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
        files.has(resolve(resolveDir, path.replace(/\.js$/, '.ts'))) ? { path, external: true } : undefined,
      )
    },
  }
}

/** The page's half as the package has it: a module, and beside it what that loads when it is first used. */
export const modules = {
  ...forPage('plugin/index.ts', 'esm'),
  entryPoints: ['plugin/index.ts', 'plugin/visit.ts'],
  splitting: true,
  outdir: 'dist/plugin',
  chunkNames: '[name]-[hash]',
} satisfies BuildOptions

/** What esbuild makes each entry of. Paths start in the package's folder, where npm runs its scripts. */
export const entries = {
  core,
  visit: { ...forPage('plugin/visit.ts', 'esm'), plugins: [withoutCore(), staticOnly] },
  cdn: forPage('plugin/cdn.ts', 'iife'),
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
  return smallest(await bundle({ ...options, minifySyntax: true }))
}

/** The minified texts of what is loaded when it is first used, by file. */
export async function lazyFiles(): Promise<Map<string, string>> {
  const { metafile, outputFiles } = await build({ ...modules, minifySyntax: true, metafile: true, write: false })
  const texts = new Map<string, string>()
  for (const [index, { entryPoint = '' }] of Object.values(metafile.outputs).entries())
    if (entryPoint && !modules.entryPoints.includes(entryPoint))
      texts.set(entryPoint, await smallest(outputFiles[index]?.text ?? ''))
  return texts
}

async function smallest(text: string): Promise<string> {
  const { code } = await minify(text, {
    module: true,
    ecma: 2022,
    compress: { passes: 5, hoist_funs: true, unsafe_arrows: true },
  })
  return code ?? ''
}

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
