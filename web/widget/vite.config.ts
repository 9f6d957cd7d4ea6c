import { defineConfig, type Plugin } from "vite";

// Browsers in offices are not always new; nothing here needs more than these.
export const TARGET = ["chrome87", "firefox85", "safari14", "edge88"];

/** Addresses as the door serves them, so that development needs no others. */
const doorAddresses: Plugin = {
  name: "door-addresses",
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const page = /^\/(chat|desk)(?:\?|$)/.exec(request.url ?? "");
      if (page) request.url = `/${page[1]}.html`;
      if (request.url === "/widget.js") request.url = "/src/launcher/main.ts";
      next();
    });
  },
};

const door = process.env.YUCE_DOOR ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [doorAddresses],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { "/api": { target: door, changeOrigin: true, headers: { Origin: door } } } },
  build: {
    target: TARGET,
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the door's policy allows no inline scripts or styles
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: "index.html", chat: "chat.html", desk: "desk.html" } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
