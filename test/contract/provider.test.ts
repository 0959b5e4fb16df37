/** Every adapter keeps the contract; real servers are held to it in `test/interop`. */
import { providerContract } from "./providers/provider-contract.js";
import { scriptedPrimary } from "./providers/scripted-primary.js";

for (const harness of [scriptedPrimary]) providerContract(harness);
