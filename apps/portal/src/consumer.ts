import { publishers, topicOf } from '@xiezhi/contracts';
import { inOrder } from '@xiezhi/messaging';
import { directoryProjection } from './directory/directory.projection.ts';
import { familyProjection } from './family/family.projection.ts';

/** The consumer of what officers look at: every topic, every read model but the figures. Its name is a key in the inbox tables. */
export const portalConsumer = 'portal';

export const portalTopics = publishers.map(topicOf);

export const portalEffect = inOrder(directoryProjection, familyProjection);

/**
 * Figures have a consumer of their own: where the portal is older than they are, it reads the topics from their beginning and fills them by
 * itself, and a record that it cannot count holds up no worklist.
 */
export const figureConsumer = 'figures';
export const figureTopics = publishers.filter((publisher) => publisher !== 'directory').map(topicOf);
