import { fileURLToPath, URL } from 'node:url'
import { TDesignResolver } from '@tdesign-vue-next/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vitest/config'

const testing = process.env.VITEST !== undefined

export default defineConfig({
  plugins: [
    vue(),
    components({
      dirs: ['src/components'],
      resolvers: [TDesignResolver({ library: 'vue-next' })],
      dts: testing ? false : 'src/components.d.ts',
    }),
  ],
  resolve: {
    alias: [
      { find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) },
      // The ES build imports style sheets, which Node cannot; tests take the build without them.
      ...(testing ? [{ find: /^tdesign-vue-next$/, replacement: 'tdesign-vue-next/cjs/index-lib.js' }] : []),
    ],
  },
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, reportCompressedSize: false },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
