/** What the welcome offers, and what this site stores: asked for once, and done without when it does not come. */

import { useEffect, useState } from "preact/hooks";

import { type Door, UNKNOWN_SITE } from "../api";
import type { ListedMeasure, Notice, Site } from "../contract";

export interface Catalogue {
  notices: Notice[];
  measures: ListedMeasure[];
  site: Site;
  failed: boolean;
}

export const NO_CATALOGUE: Catalogue = { notices: [], measures: [], site: UNKNOWN_SITE, failed: false };

export function useCatalogue(door: Door): Catalogue {
  const [catalogue, setCatalogue] = useState(NO_CATALOGUE);
  useEffect(() => {
    const learn = (part: Partial<Catalogue>) => setCatalogue((now) => ({ ...now, ...part }));
    Promise.all([door.notices(), door.measures()]).then(
      ([notices, measures]) => learn({ notices, measures }),
      () => learn({ failed: true }),
    );
    door.site().then(
      (site) => learn({ site }),
      () => undefined, // nothing is promised then
    );
  }, []);
  return catalogue;
}
