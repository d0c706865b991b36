export { readStory, type Step, type Story } from './story.ts';
export { type Family, type Officer, type Played, type Scene, type Stage, StoryPlayer } from './story-player.ts';
export { portalStage } from './portal-stage.ts';
