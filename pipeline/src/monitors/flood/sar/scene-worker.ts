import { type JobContext, serveJobs } from '../../../runs/serve-jobs.js';
import { prepareScene, type ScenePart } from './prepare-scene.js';

/** Entry of the threads of a flood unit. */
serveJobs({ prepare: (part: ScenePart, context: JobContext) => prepareScene(part, context) });
