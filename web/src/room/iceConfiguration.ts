import type { Room } from "../lib/protocol";

/** How connections may find their way, as the server says in `room`. */
export function iceConfiguration(room: Pick<Room, "ice_servers" | "relay_only">): RTCConfiguration {
  return {
    iceServers: room.ice_servers.map((server) => ({ ...server, urls: [...server.urls] })),
    iceTransportPolicy: room.relay_only ? "relay" : "all",
  };
}
