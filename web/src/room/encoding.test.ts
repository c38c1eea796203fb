import { describe, expect, it } from "vitest";
import { giveWay, putFirst } from "./encoding";

/** A sender whose browser has its own wishes, and may refuse ours. */
class FakeSender {
  encodings: RTCRtpEncodingParameters[] = [{ rid: "a", maxBitrate: 1, maxFramerate: 1 }];
  asked = 0;
  refuses = false;

  getParameters(): Pick<RTCRtpSendParameters, "encodings"> {
    return { encodings: this.encodings };
  }

  async setParameters({ encodings }: Pick<RTCRtpSendParameters, "encodings">): Promise<void> {
    this.asked += 1;
    if (this.refuses) throw new DOMException("", "InvalidStateError");
    this.encodings = encodings;
  }
}

const asSender = (sender: FakeSender) => sender as unknown as RTCRtpSender;

describe("what a sender is asked", () => {
  it.each([
    ["live", { rid: "a" }],
    ["stills", { rid: "a", maxBitrate: 200_000, maxFramerate: 2 }],
    ["hidden", { rid: "a", maxFramerate: 5 }],
  ] as const)("%s", async (picture, wanted) => {
    const sender = new FakeSender();
    await giveWay(asSender(sender), picture);
    expect(sender.encodings).toEqual([wanted]);
  });

  it("the voice goes first", async () => {
    const sender = new FakeSender();
    sender.encodings = [{}];
    await putFirst(asSender(sender));
    expect(sender.encodings).toEqual([{ priority: "high", networkPriority: "high" }]);
  });

  it("nothing while there is nothing to ask it of", async () => {
    const sender = new FakeSender();
    sender.encodings = [];
    await giveWay(asSender(sender), "stills");
    expect(sender.asked).toBe(0);
  });

  it("and takes no for an answer", async () => {
    const sender = new FakeSender();
    sender.refuses = true;
    await giveWay(asSender(sender), "stills");
    expect(sender.asked).toBe(1);
  });
});
