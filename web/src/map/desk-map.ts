import type { DetectionFeature } from '../api-client.js';
import type { DetectionStyle, RasterOverlay } from './layers.js';

export interface Camera {
  readonly center: readonly [lon: number, lat: number];
  readonly zoom: number;
  readonly bearing: number;
  readonly pitch: number;
}

/** Pixels at the edges of the map that panels cover. */
export interface Insets {
  readonly left: number;
}

export interface MapEvents {
  /** A click on the map, or Enter at its centre; `detection` is the topmost one there. */
  picked(lonLat: readonly [number, number], detection: string | null): void;
  hovered(id: string | null): void;
}

/** A map: overlays of one acquisition and its detections. Knows nothing of monitors beyond classes and layers. */
export interface DeskMap {
  showOverlays(overlays: readonly RasterOverlay[]): void;
  /** Paints at once, without a change of state: while a slider moves. */
  setOpacity(overlayId: string, share: number): void;
  showDetections(features: readonly DetectionFeature[], style: DetectionStyle, visible: boolean): void;
  showPlace(lonLat: readonly [number, number] | null): void;
  mark(state: 'selected' | 'hovered', id: string | null): void;
  fit(bboxLonLat: readonly number[], insets: Insets): void;
  /** Moves only when a part of the box lies outside the free part of the map, zooms out only when the box is larger than that. */
  reveal(bboxLonLat: readonly number[], insets: Insets): void;
  resize(): void;
  /** Takes the base colours from the page's theme. */
  paintTheme(): void;
  camera(): Camera;
  jumpTo(camera: Camera): void;
  /** Returns what ends it. */
  onMove(moved: () => void): () => void;
  onMoveEnd(moved: () => void): void;
  /** Resolves once everything in view is drawn. */
  idle(): Promise<void>;
  remove(): void;
}

/** Either map moved moves the other, until the returned function is called. */
export function keepTogether(a: DeskMap, b: DeskMap): () => void {
  let following = false;
  const follow = (leader: DeskMap, follower: DeskMap) => () => {
    if (following) return;
    following = true;
    follower.jumpTo(leader.camera());
    following = false;
  };
  const ends = [a.onMove(follow(a, b)), b.onMove(follow(b, a))];
  b.jumpTo(a.camera());
  return () => {
    for (const end of ends) end();
  };
}
