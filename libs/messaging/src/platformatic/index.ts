export { platformaticProducer, type PlatformaticSettings } from './platformatic-producer.ts';
