/** Every adapter keeps the contract; real servers are held to it in `test/interop`. */
import { fakeCloudflare } from "./providers/fake-cloudflare.js";
import { fakeRoute53 } from "./providers/fake-route53.js";
import { providerContract } from "./providers/provider-contract.js";
import { scriptedPrimary } from "./providers/scripted-primary.js";

for (const harness of [scriptedPrimary, fakeRoute53, fakeCloudflare]) providerContract(harness);
