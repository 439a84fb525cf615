export {
  defineApp,
  type App,
  type AppDefinition,
  type CommandDefaults,
  type OpenedApp,
  type OpenTools,
} from './app/define-app.js';
export type { StoreOpener, StoreOpeners } from './move/open-store.js';
