export { csvText } from './export/csv.js';
export { lee } from './filter/lee.js';
export { main } from './main.js';
export { type FollowedDate, followBeetleSeries } from './monitors/bark-beetle/follow-series.js';
export { fordeadRules } from './monitors/bark-beetle/series/series-rules.js';
export { SeriesState } from './monitors/bark-beetle/series/series-state.js';
export { scoreDelineation } from './monitors/delineation/score-delineation.js';
export { type MonitorId, monitorOf, monitors } from './monitors/index.js';
export { causeTexts } from './monitors/parcels/conditions/cause-texts.js';
export { concludeEvidence } from './monitors/parcels/conditions/conclude-parcel.js';
export type { Conclusion, Light } from './monitors/parcels/conditions/conclusion.js';
export {
  type EvidenceRow,
  evidenceColumns,
  type JudgedParcel,
  parcelsFile,
  readJudgedParcels,
  readStoredRules,
  storedEvidenceOf,
  writeConclusions,
} from './monitors/parcels/conditions/conclusions-file.js';
export { type EvidenceLook, evidenceOf, isUsable, type ParcelEvidence } from './monitors/parcels/conditions/evidence.js';
export { loadRules } from './monitors/parcels/conditions/load-rules.js';
export { reproduceConclusion } from './monitors/parcels/conditions/reproduce-conclusion.js';
export type { ParcelRules } from './monitors/parcels/conditions/rule.js';
export { cropGroups } from './monitors/parcels/crops/crop-groups.js';
export { declaredCropOf } from './monitors/parcels/crops/declared-crop.js';
export { stepsFrom } from './monitors/parcels/follow-up/apply-step.js';
export { caseStates, reasonCodes } from './monitors/parcels/follow-up/case-step.js';
export { withBoundaryConflicts } from './monitors/parcels/import/boundary-conflicts.js';
export { importParcels } from './monitors/parcels/import/import-parcels.js';
export { listParcels } from './monitors/parcels/import/parcel-store.js';
export { judgeSeason } from './monitors/parcels/judge-season.js';
export { epochDayOf } from './monitors/parcels/markers/clear-series.js';
export type { CauseCode, Marker, MarkerType } from './monitors/parcels/markers/marker.js';
export { markerTitles } from './monitors/parcels/markers/marker-titles.js';
export { scoreMowings } from './monitors/parcels/markers/score-mowing.js';
export { seasonMarkers } from './monitors/parcels/markers/season-markers.js';
export { assessQuality } from './monitors/parcels/quality/assess-quality.js';
export { lowerBound, upperBound } from './monitors/parcels/quality/clopper-pearson.js';
export type { ParcelSeason } from './monitors/parcels/signals/parcel-season.js';
export { parcelSets } from './monitors/parcels/signals/pixel-sets.js';
export { readSceneSignals } from './monitors/parcels/signals/read-scene-signals.js';
export { readScenes } from './monitors/parcels/signals/read-scenes.js';
export { SceneFile, writeSceneFile } from './monitors/parcels/signals/scene-file.js';
export { smoothCurve, smoothingOf } from './monitors/parcels/signals/whittaker.js';
export { openCogWriter, writeCog } from './raster/cog-writer.js';
export { openRaster } from './raster/open-raster.js';
export type { RasterFile } from './raster/raster-file.js';
export { warp } from './raster/warp.js';
export { suggestGrid } from './raster/warp-grid.js';
export { catalogueItem } from './runs/catalogue-item.js';
export type { UnitExplanation } from './runs/explain-unit.js';
export { createExplainer, type Explainer } from './runs/explainer.js';
export type { Manifest, MonitorModule, UnitOutput, UnitTask } from './runs/unit.js';
export { openScene } from './scene/open-scene.js';
export { createAssetAccess } from './sources/access/asset-access.js';
export type { DemReader } from './terrain/dem.js';
export { terrainBands } from './terrain/terrain.js';
export { ComponentScan } from './vector/components.js';
export { PolygonTracer, type TracedPolygon } from './vector/trace.js';
export { readFeatures } from './vector-file/read-features.js';
