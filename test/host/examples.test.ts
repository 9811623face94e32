// The examples of the host are tests themselves; they run here with all others.
import "../../host/examples/small/small.test.ts";
