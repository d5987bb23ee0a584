/** Worker threads run compiled JavaScript: from the sources (vitest) that is the copy in `dist`, which `npm run build` makes. */
export function workerUrl(moduleUrl: string = import.meta.url, file = 'worker.js'): URL {
  return new URL(file, moduleUrl.replace(/\/src\/runs\/([^/]+)\.ts$/, '/dist/runs/$1.js'));
}
