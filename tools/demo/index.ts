export { portalStage } from './portal-stage.ts';
export { storyFiles } from './stories.ts';
export type { Officer, Stage } from './stage.ts';
export type { Family } from './family.ts';
export { isAct, readStory, storyOf, type Step, type Story } from './story.ts';
export { type Played, type Scene, StoryPlayer, worldNameOf } from './story-player.ts';
