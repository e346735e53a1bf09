import { build } from 'esbuild'

/** The script of a page that has Alpine and the plugin, and nothing else. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import Alpine from 'alpinejs'
      import hyper from './plugin/index.js'
      window.Alpine = Alpine
      Alpine.plugin(hyper)
      Alpine.start()`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    format: 'esm',
  })
  return outputFiles[0]?.text ?? ''
}
