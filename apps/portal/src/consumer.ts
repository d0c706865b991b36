import { publishers, topicOf } from '@xiezhi/contracts';
import { inOrder } from '@xiezhi/messaging';
import { directoryProjection } from './directory/directory.projection.ts';
import { familyProjection } from './family/family.projection.ts';

/** The one consumer of the portal: every topic, every read model. Its name is a key in the inbox tables. */
export const portalConsumer = 'portal';

export const portalTopics = publishers.map(topicOf);

export const portalEffect = inOrder(directoryProjection, familyProjection);
