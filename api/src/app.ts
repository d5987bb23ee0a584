import type { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { loopbackHostOnly, securityHeaders, smallBodies, writesOnlyHere } from './guards.js';
import { htmlPages } from './html-pages.js';
import { lakeCache } from './http-cache.js';
import { openApiHono } from './openapi-hono.js';
import { ParcelDesk } from './parcel-desk.js';
import { notFound, onError } from './problem.js';
import { acknowledgementsRoute } from './routes/acknowledgements.js';
import { alertRoute } from './routes/alert.js';
import { alertsRoute } from './routes/alerts.js';
import { collectionRoute } from './routes/collection.js';
import { collectionsRoute } from './routes/collections.js';
import { conformanceRoute } from './routes/conformance.js';
import { eventsRoute } from './routes/events.js';
import { explainRoute } from './routes/explain.js';
import { followedEventsRoute } from './routes/followed-events.js';
import { healthRoute } from './routes/health.js';
import { itemRoute } from './routes/item.js';
import { itemsRoute } from './routes/items.js';
import { landingRoute } from './routes/landing.js';
import { layerFileRoute } from './routes/layer-file.js';
import { monitorsRoute } from './routes/monitors.js';
import { openapiRoute } from './routes/openapi.js';
import { parcelRoute } from './routes/parcel.js';
import { parcelCasesRoute } from './routes/parcel-cases.js';
import { parcelChipRoute } from './routes/parcel-chip.js';
import { parcelQualityRoute } from './routes/parcel-quality.js';
import { parcelSignalsRoute } from './routes/parcel-signals.js';
import { parcelsRoute } from './routes/parcels.js';
import { photoTasksRoute } from './routes/photo-tasks.js';
import { photosRoute } from './routes/photos.js';
import { queryablesRoute } from './routes/queryables.js';
import { schemaRoute } from './routes/schema.js';
import { tileRoute } from './routes/tile.js';
import { unitRoute } from './routes/unit.js';
import { unitsRoute } from './routes/units.js';
import { valueRoute } from './routes/value.js';
import type { Services } from './services.js';

/** Every route under /api. */
function apiRoutes(services: Services) {
  const desk = new ParcelDesk(services);
  const routes = openApiHono()
    .route('/', landingRoute())
    .route('/', conformanceRoute())
    .route('/', collectionsRoute(services))
    .route('/', collectionRoute(services))
    .route('/', queryablesRoute(services))
    .route('/', schemaRoute(services))
    .route('/', itemsRoute(services))
    .route('/', itemRoute(services))
    .route('/', monitorsRoute(services))
    .route('/', unitsRoute(services))
    .route('/', unitRoute(services))
    .route('/', tileRoute(services))
    .route('/', valueRoute(services))
    .route('/', layerFileRoute(services))
    .route('/', explainRoute(services))
    .route('/', followedEventsRoute(services))
    .route('/', alertsRoute(services))
    .route('/', alertRoute(services))
    .route('/', acknowledgementsRoute(services))
    .route('/', photoTasksRoute(services))
    .route('/', photosRoute(services))
    .route('/', parcelsRoute(services, desk))
    .route('/', parcelRoute(desk))
    .route('/', parcelSignalsRoute(services, desk))
    .route('/', parcelCasesRoute(services, desk))
    .route('/', parcelChipRoute(services, desk))
    .route('/', parcelQualityRoute(services, desk))
    .route('/', healthRoute(services))
    .route('/', eventsRoute(services));
  const described = routes as unknown as OpenAPIHono;
  return routes.route('/', openapiRoute(described, services.version));
}

/** The API as a client sees it: `hc<App>('/api')`. */
export type App = ReturnType<typeof apiRoutes>;

/** Everything the server answers, without a server: tests call `request`. `page` answers what is not under /api. */
export function createApp(services: Services, page?: Hono): Hono {
  const app = new Hono({ strict: false })
    .use(securityHeaders, loopbackHostOnly, smallBodies, writesOnlyHere)
    .use('/api/*', lakeCache(services), htmlPages)
    .route('/api', apiRoutes(services));
  app.all('/api/*', notFound);
  if (page != null) app.route('/', page);
  app.notFound(notFound);
  app.onError(onError(services.log));
  return app;
}
