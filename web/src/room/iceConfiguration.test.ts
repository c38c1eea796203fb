import { expect, it } from "vitest";
import { iceConfiguration } from "./iceConfiguration";

const server = { urls: ["turn:localhost"], username: "1:j", credential: "secret" };

it("takes the servers as they are told, and all paths unless the relay alone is allowed", () => {
  expect(iceConfiguration({ ice_servers: [server], relay_only: false })).toEqual({
    iceServers: [server],
    iceTransportPolicy: "all",
  });
  expect(iceConfiguration({ ice_servers: [], relay_only: true })).toEqual({
    iceServers: [],
    iceTransportPolicy: "relay",
  });
});
