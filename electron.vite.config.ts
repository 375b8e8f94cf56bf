import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const root = import.meta.dirname
const at = (path: string) => resolve(root, path)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // The oldest supported runtime is Electron 33, which carries Node 20.18.
      target: 'node20.18',
      rollupOptions: {
        input: {
          main: at('src-main/main.ts'),
          'engine-child': at('src-main/engine/engine-child.ts'),
          'reader-child': at('src-main/library/readers/reader-child.ts'),
          'chroma-child': at('src-main/chroma/chroma-child.ts'),
          'graph-child': at('src-main/cache/nearest/graph-child.ts'),
        },
        // Flat: what finds a child's file does so beside itself (base/child-process.ts).
        output: { format: 'es', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing of ours: one self-contained CommonJS file.
      externalizeDeps: false,
      target: 'node20.18',
      rollupOptions: {
        input: { preload: at('src-main/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      target: 'chrome130',
      minify: true,
      rollupOptions: { input: at('src-renderer/index.html') },
    },
  },
})
