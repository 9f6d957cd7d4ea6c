/** Who is at the desk. The panes ask for what they need through `get` and `post`. */

import { asText } from "../reply";
import { type Fetcher, requested } from "./http";

export type Role = "operator" | "editor";

/** `open`: the desk needs no password here, so there is nothing to log out from. */
export interface Who {
  name: string;
  role: Role;
  open: boolean;
}

export interface DeskDoor {
  /** Raises Refused, with status 401 where somebody has to log in. */
  session(): Promise<Who>;
  login(name: string, password: string): Promise<Who>;
  logout(): Promise<void>;
  get(path: string, signal?: AbortSignal): Promise<Record<string, unknown>>;
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
}

export function deskDoor(fetcher: Fetcher = (...args) => fetch(...args)): DeskDoor {
  return {
    session: async () => readWho(await requested(fetcher, "GET", "/api/desk/session")),
    login: async (name, password) => readWho(await requested(fetcher, "POST", "/api/desk/login", { name, password })),
    logout: async () => void (await requested(fetcher, "POST", "/api/desk/logout", {})),
    get: (path, signal) => requested(fetcher, "GET", path, undefined, signal),
    post: (path, body) => requested(fetcher, "POST", path, body),
  };
}

function readWho(body: Record<string, unknown>): Who {
  return { name: asText(body.name), role: body.role === "editor" ? "editor" : "operator", open: body.open === true };
}
