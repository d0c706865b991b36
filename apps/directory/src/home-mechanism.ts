/** Token of the name of the services' own mechanism: it is meant where a route names none. */
export const HOME_MECHANISM = Symbol('xiezhi.directory.home-mechanism');
