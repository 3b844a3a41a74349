import type { TestStore } from './store.ts';

/** `GET /api/v1/:provider/token` for each route that the HTTP adapter has. */
export function routesOf(store: TestStore): string[] {
  const tree = store.service.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^(?<indent>[│ ]*)[├└]── (?<path>\S+)(?: \((?<methods>[A-Z, ]+)\))?$/.exec(line)?.groups;
    if (found === undefined) return [];
    const { indent = '', path = '', methods = '' } = found;
    const depth = indent.length / 4;
    parents.length = depth;
    parents.push(path);
    const url = parents.join('').replaceAll('//', '/');
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${url}`);
  });
}
