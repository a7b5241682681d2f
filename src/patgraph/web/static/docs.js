// The plain description stays where this script cannot run.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#viewer", deepLinking: true });
