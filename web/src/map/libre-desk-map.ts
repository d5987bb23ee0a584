import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { DetectionFeature } from '../api-client.js';
import type { Camera, DeskMap, Insets, MapEvents } from './desk-map.js';
import {
  type DetectionStyle,
  detectionLayers,
  detectionSource,
  graticule,
  hatchImages,
  noStyle,
  placeLayers,
  placeSource,
  type RasterOverlay,
  rasterLayer,
  rasterSource,
} from './layers.js';

const PADDING_PX = 40;
const MAX_FIT_ZOOM = 15;
const FIRST_VECTOR = 'detections-fill';
const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

export class LibreDeskMap implements DeskMap {
  private readonly map: MapLibreMap;
  private overlayIds: readonly string[] = [];
  private style: DetectionStyle = noStyle;
  private features: readonly DetectionFeature[] = [];
  private readonly marked: { selected: string | null; hovered: string | null } = { selected: null, hovered: null };

  constructor(map: MapLibreMap, events: MapEvents) {
    this.map = map;
    map.addSource(detectionSource, { type: 'geojson', data: nothing, promoteId: 'id' });
    map.addSource(placeSource, { type: 'geojson', data: nothing });
    for (const layer of [...detectionLayers(noStyle), ...placeLayers]) map.addLayer(layer);
    this.listen(events);
    this.paintTheme();
  }

  private listen(events: MapEvents): void {
    const { map } = this;
    map.on('click', (event) => {
      const [hit] = map.queryRenderedFeatures(event.point, { layers: [FIRST_VECTOR] });
      events.picked([event.lngLat.lng, event.lngLat.lat], hit == null ? null : String(hit.properties['id']));
    });
    map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      events.picked([lng, lat], null);
    });
    map.on('mousemove', FIRST_VECTOR, (event) => {
      map.getCanvas().style.cursor = 'pointer';
      const id = event.features?.[0]?.properties['id'];
      events.hovered(id == null ? null : String(id));
    });
    map.on('mouseleave', FIRST_VECTOR, () => {
      map.getCanvas().style.cursor = '';
      events.hovered(null);
    });
  }

  /** Keeps what is already there, so that nothing is loaded or drawn twice. */
  showOverlays(overlays: readonly RasterOverlay[]): void {
    for (const id of this.overlayIds.filter((old) => !overlays.some((overlay) => overlay.id === old))) {
      this.map.removeLayer(id);
      this.map.removeSource(id);
    }
    for (const overlay of overlays) {
      if (this.map.getSource(overlay.id) == null) this.map.addSource(overlay.id, rasterSource(overlay));
      if (this.map.getLayer(overlay.id) == null) this.map.addLayer(rasterLayer(overlay), FIRST_VECTOR);
      else this.map.moveLayer(overlay.id, FIRST_VECTOR);
      this.setOpacity(overlay.id, overlay.opacity);
    }
    this.overlayIds = overlays.map(({ id }) => id);
  }

  setOpacity(overlayId: string, share: number): void {
    if (this.map.getLayer(overlayId) != null) this.map.setPaintProperty(overlayId, 'raster-opacity', share);
  }

  showDetections(features: readonly DetectionFeature[], style: DetectionStyle, visible: boolean): void {
    if (features.length !== this.features.length || features.some((feature, i) => feature !== this.features[i])) {
      this.map
        .getSource<GeoJSONSource>(detectionSource)
        ?.setData({ type: 'FeatureCollection', features: [...features] } as FeatureCollection);
      this.features = features;
    }
    if (this.style !== style) {
      for (const { id } of detectionLayers(this.style)) this.map.removeLayer(id);
      for (const [name, image] of hatchImages(style)) if (!this.map.hasImage(name)) this.map.addImage(name, image);
      for (const layer of detectionLayers(style)) this.map.addLayer(layer, 'place-halo');
      this.style = style;
    }
    for (const { id } of detectionLayers(style)) this.map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
    this.mark('selected', this.marked.selected);
  }

  showPlace(lonLat: readonly [number, number] | null): void {
    const data: FeatureCollection =
      lonLat == null
        ? nothing
        : {
            type: 'FeatureCollection',
            features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [...lonLat] } }],
          };
    this.map.getSource<GeoJSONSource>(placeSource)?.setData(data);
  }

  mark(state: 'selected' | 'hovered', id: string | null): void {
    const before = this.marked[state];
    if (before != null) this.map.setFeatureState({ source: detectionSource, id: before }, { [state]: false });
    if (id != null) this.map.setFeatureState({ source: detectionSource, id }, { [state]: true });
    this.marked[state] = id;
  }

  fit(bboxLonLat: readonly number[], { left }: Insets, maxZoom = MAX_FIT_ZOOM): void {
    const [west = 0, south = 0, east = 0, north = 0] = bboxLonLat;
    const padding = { top: PADDING_PX, right: PADDING_PX, bottom: PADDING_PX, left: PADDING_PX + left };
    this.map.fitBounds([west, south, east, north], { padding, maxZoom, duration: this.moveMs() });
    this.map.getSource<GeoJSONSource>('graticule')?.setData(graticule([west, south, east, north]));
  }

  reveal(bboxLonLat: readonly number[], insets: Insets): void {
    const [west = 0, south = 0, east = 0, north = 0] = bboxLonLat;
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const [topLeft, bottomRight] = [this.map.project([west, north]), this.map.project([east, south])];
    if (topLeft.x >= insets.left && topLeft.y >= 0 && bottomRight.x <= width && bottomRight.y <= height) return;
    const room = { x: width - insets.left - 2 * PADDING_PX, y: height - 2 * PADDING_PX };
    if (bottomRight.x - topLeft.x > room.x || bottomRight.y - topLeft.y > room.y) {
      this.fit(bboxLonLat, insets, this.map.getZoom());
      return;
    }
    this.map.easeTo({ center: [(west + east) / 2, (south + north) / 2], offset: [insets.left / 2, 0], duration: this.moveMs() });
  }

  private moveMs(): number {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150;
  }

  resize(): void {
    this.map.resize();
  }

  paintTheme(): void {
    const style = getComputedStyle(document.documentElement);
    this.map.setPaintProperty('background', 'background-color', style.getPropertyValue('--land').trim());
    this.map.setPaintProperty('graticule', 'line-color', style.getPropertyValue('--grid').trim());
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { center: [lng, lat], zoom: this.map.getZoom(), bearing: this.map.getBearing(), pitch: this.map.getPitch() };
  }

  jumpTo({ center, zoom, bearing, pitch }: Camera): void {
    this.map.jumpTo({ center: [center[0], center[1]], zoom, bearing, pitch });
  }

  onMove(moved: () => void): () => void {
    this.map.on('move', moved);
    return () => this.map.off('move', moved);
  }

  onMoveEnd(moved: () => void): void {
    this.map.on('moveend', moved);
  }

  async idle(): Promise<void> {
    if (!this.map.loaded() || !this.map.areTilesLoaded()) await this.map.once('idle');
  }

  remove(): void {
    this.map.remove();
  }
}
