import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: { target: 'es2022', rollupOptions: { input: ['react.html', 'vue.html'] } },
  esbuild: { jsx: 'automatic' },
  // The development server would move the module elsewhere, away from the Wasm that lies beside it.
  optimizeDeps: { exclude: ['alignment-canvas'] },
});
