import { defineConfig } from "vite";

import { TARGET } from "./vite.config.ts";

// The one script for other sites: a single file with a fixed name that leaves nothing in their global scope.
export default defineConfig({
  build: {
    target: TARGET,
    outDir: "dist",
    emptyOutDir: false,
    rolldownOptions: {
      input: "src/launcher/main.ts",
      output: { format: "iife", entryFileNames: "widget.js" },
    },
  },
});
